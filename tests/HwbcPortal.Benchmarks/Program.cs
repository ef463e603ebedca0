using System.Globalization;
using HwbcPortal.Benchmarks;

// dotnet run -c Release --project tests/HwbcPortal.Benchmarks -- [coaches] [pcns] [folder]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["serve", var data]:
        await ServedPortal.RunAsync(data, counts: false);
        return;
    case ["count", var data]:
        await ServedPortal.RunAsync(data, counts: true);
        return;
    case ["stock"]:
        await StockPage.RunAsync();
        return;
}

var coaches = args.Length > 0 ? int.Parse(args[0]) : 10_000;
var pcns = args.Length > 1 ? int.Parse(args[1]) : 1_250;
var folder = args.Length > 2 ? args[2] : Path.Combine(Path.GetTempPath(), $"hwbc-benchmark-{coaches}-{pcns}");
Directory.CreateDirectory(folder);
EvaluatorBenchmark.Run(pcns);
await Filling.FillAsync(folder, coaches, pcns);
await PagesBenchmark.RunAsync(folder);
