using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Web.Cli;

/// <summary>`timeline`: the answers through a period for each coach file and PCN.</summary>
internal static class TimelineCommand
{
    public static Task<int> RunAsync(DateOnly from, DateOnly to, DateOnly? knownAt, string? pcn, Stream input, Stream output, TextWriter error) =>
        AnswerCommand.RunAsync(knownAt, pcn, input, output, error, from, (json, line, file, one) => DecisionJson.Write(json, line, file.Coach.Reference, one, knownAt, Timeline.Build(file, one, from, to, knownAt)));
}
