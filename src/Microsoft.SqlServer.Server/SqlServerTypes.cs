namespace Microsoft.SqlServer.Server;

/// <summary>How a SQL CLR type would be serialised. Named by SqlClient; the portal uses no SQL CLR types.</summary>
public enum Format
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>By the runtime.</summary>
    Native = 1,

    /// <summary>By the type itself, through <see cref="IBinarySerialize"/>.</summary>
    UserDefined = 2,
}

/// <summary>A SQL CLR type that writes itself. Named by SqlClient; nothing in the portal implements it.</summary>
public interface IBinarySerialize
{
    /// <summary>Reads the value.</summary>
    void Read(BinaryReader r);

    /// <summary>Writes the value.</summary>
    void Write(BinaryWriter w);
}

/// <summary>Marks a SQL CLR type. Named by SqlClient; nothing in the portal carries it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = true)]
public sealed class SqlUserDefinedTypeAttribute(Format format) : Attribute
{
    /// <summary>How the type is serialised.</summary>
    public Format Format { get; } = format;

    /// <summary>Largest size in bytes; -1 for no limit.</summary>
    public int MaxByteSize { get; set; }

    /// <summary>Whether all values take the same number of bytes.</summary>
    public bool IsFixedLength { get; set; }

    /// <summary>Whether values may be ordered by their bytes.</summary>
    public bool IsByteOrdered { get; set; }

    /// <summary>The method that validates a value.</summary>
    public string? ValidationMethodName { get; set; }

    /// <summary>The name of the type.</summary>
    public string? Name { get; set; }
}

/// <summary>A SQL CLR type that is not well formed. Named by SqlClient; never thrown by the portal.</summary>
public sealed class InvalidUdtException : SystemException
{
    /// <summary>Makes the exception without a message.</summary>
    public InvalidUdtException() { }

    /// <summary>Makes the exception with a message.</summary>
    public InvalidUdtException(string message) : base(message) { }

    /// <summary>Makes the exception with a message and its cause.</summary>
    public InvalidUdtException(string message, Exception innerException) : base(message, innerException) { }
}
