using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Web.Cli;

/// <summary>`evaluate`: a decision for each coach file and PCN, without a database, so that anyone can check one.</summary>
internal static class EvaluateCommand
{
    public static Task<int> RunAsync(DateOnly asOf, DateOnly? knownAt, string? pcn, Stream input, Stream output, TextWriter error) =>
        AnswerCommand.RunAsync(knownAt, pcn, input, output, error, asOf, (json, line, file, one) => DecisionJson.Write(json, line, ComplianceEvaluator.Default.Evaluate(file, one, asOf, knownAt)));
}
