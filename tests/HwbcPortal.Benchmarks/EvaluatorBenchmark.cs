using System.Diagnostics;
using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Benchmarks;

/// <summary>What a decision costs against only reading the file that it is made of.</summary>
internal static class EvaluatorBenchmark
{
    public static void Run(int pcns)
    {
        var today = new DateOnly(2026, 11, 24);
        var files = new CoachFiles(1, pcns, 36, today);
        var lines = Enumerable.Range(0, 300).Select(n =>
        {
            using var stream = new MemoryStream();
            CoachFileJson.Write(stream, files.Of(n));
            return stream.ToArray();
        }).ToList();
        var read = lines.ConvertAll(l => CoachFileJson.Read(l).File!);
        var reading = Microseconds(lines.Count, () => lines.ForEach(l => CoachFileJson.Read(l)));
        var evaluating = Microseconds(lines.Count, () => read.ForEach(f => ComplianceEvaluator.Default.Evaluate(f, f.Posts[0].Pcn, today)));
        Console.WriteLine($"evaluator: reading {reading:0} µs a file ({lines.Average(l => l.Length):0} bytes), deciding {evaluating:0} µs, ratio {evaluating / reading:0.00}");
    }

    private static double Microseconds(int files, Action run)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 12; i++)
        {
            var watch = Stopwatch.StartNew();
            run();
            best = Math.Min(best, watch.Elapsed.TotalMicroseconds / files);
        }

        return best;
    }
}
