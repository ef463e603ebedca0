using HwbcPortal.Web.Cli;

return await CommandLine.RunAsync(args);
