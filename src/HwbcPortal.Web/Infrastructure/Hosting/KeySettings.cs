using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>What the portal's keys are encrypted with where they lie.</summary>
/// <param name="Certificate">The certificate, with its private key; null: they lie there as they are.</param>
/// <param name="Earlier">The one before it, with which keys that are still there were encrypted.</param>
internal sealed record KeySettings(X509Certificate2? Certificate, X509Certificate2? Earlier)
{
    public static KeySettings From(IConfiguration configuration) => new(
        Read("Keys:Certificate", configuration["Keys:Certificate"], configuration["Keys:CertificatePassword"]),
        Read("Keys:EarlierCertificate", configuration["Keys:EarlierCertificate"], configuration["Keys:EarlierCertificatePassword"]));

    private static X509Certificate2? Read(string name, string? file, string? password)
    {
        if (string.IsNullOrEmpty(file))
            return null;
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(file, password);
            return certificate.GetRSAPrivateKey() is not null ? certificate : throw new StartRefusedException($"{name} is {file}, which holds no private RSA key. It is a file of the kind PKCS #12 (.pfx) with certificate and key.");
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{name} is {file}, which cannot be read: {fault.Message.TrimEnd('.')}. It is a file of the kind PKCS #12 (.pfx), and {name}Password its password.");
        }
    }
}
