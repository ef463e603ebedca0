using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HwbcPortal.Data.Configurations;

/// <summary>Instants are UTC; the databases keep no kind, so it is given back on reading.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(stored => stored, read => DateTime.SpecifyKind(read, DateTimeKind.Utc));
