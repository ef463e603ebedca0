using System.Globalization;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace HwbcPortal.Web.Infrastructure.Exports;

/// <summary>A sheet as an Excel workbook: texts as texts (there is no formula in it), numbers as numbers, days as days. Written row by row.</summary>
internal static class ExcelFile
{
    /// <summary>Excel opens no workbook with a longer one.</summary>
    private const int LongestName = 31;

    private enum Style
    {
        Plain,
        Heading,
        Money,
        Date,
        Wrapped,
    }

    public static byte[] Write(Sheet sheet)
    {
        using var content = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(content, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            var list = WritePart(workbook, [sheet.Columns.Select(Cell.Of), .. sheet.Rows], sheet.Columns.Count, firstIsHeading: true);
            var about = WritePart(workbook, sheet.About.Select(a => new[] { Cell.Of(a.Name), a.Value }), 2, firstIsHeading: false);
            workbook.Workbook = new Workbook(new Sheets(
                new DocumentFormat.OpenXml.Spreadsheet.Sheet { Id = list, SheetId = 1, Name = NameOf(sheet.Name) }, new DocumentFormat.OpenXml.Spreadsheet.Sheet { Id = about, SheetId = 2, Name = "About" }));
        }

        return content.ToArray();
    }

    /// <summary>A name that Excel takes: none of its seven characters, and 31 at most.</summary>
    public static string NameOf(string name)
    {
        var taken = string.Concat(name.Select(c => c is ':' or '\\' or '/' or '?' or '*' or '[' or ']' || !XmlConvert.IsXmlChar(c) ? ' ' : c)).Trim().Trim('\'');
        var cut = taken.Length > LongestName ? taken[..LongestName].TrimEnd() : taken;
        return cut.Length == 0 ? "List" : cut;
    }

    private static string WritePart(WorkbookPart workbook, IEnumerable<IEnumerable<Cell>> rows, int columns, bool firstIsHeading)
    {
        var part = workbook.AddNewPart<WorksheetPart>();
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        if (firstIsHeading)
            writer.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
        writer.WriteElement(new Columns(new Column { Min = 1, Max = (uint)columns, Width = 22, CustomWidth = true }));
        writer.WriteStartElement(new SheetData());
        var heading = firstIsHeading;
        foreach (var row in rows)
        {
            writer.WriteStartElement(new Row());
            foreach (var cell in row)
                writer.WriteElement(Of(cell, heading));
            writer.WriteEndElement();
            heading = false;
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
        return workbook.GetIdOfPart(part);
    }

    private static DocumentFormat.OpenXml.Spreadsheet.Cell Of(Cell cell, bool heading) => cell switch
    {
        Cell.Number number => Value(number.Value.ToString(CultureInfo.InvariantCulture), Style.Plain),
        Cell.Money money => Value(money.Value.ToString("0.00", CultureInfo.InvariantCulture), Style.Money),
        Cell.Date date => Value(date.Value.ToDateTime(TimeOnly.MinValue).ToOADate().ToString(CultureInfo.InvariantCulture), Style.Date),
        Cell.Text text => new DocumentFormat.OpenXml.Spreadsheet.Cell(new InlineString(new Text(Legal(text.Value)) { Space = SpaceProcessingModeValues.Preserve })) { DataType = CellValues.InlineString, StyleIndex = (uint)(heading ? Style.Heading : Style.Wrapped) },
        _ => throw new InvalidOperationException($"{cell} has no cell."),
    };

    private static DocumentFormat.OpenXml.Spreadsheet.Cell Value(string value, Style style) => new(new CellValue(value)) { DataType = CellValues.Number, StyleIndex = (uint)style };

    /// <summary>Lines end as Excel ends them; what XML cannot hold is shown as what it is: something unreadable.</summary>
    private static string Legal(string text)
    {
        text = text.ReplaceLineEndings("\n");
        var legal = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
                legal.Append(text[i]).Append(text[++i]);
            else
                legal.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
        }

        return legal.ToString();
    }

    private static Stylesheet Styles() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "\"£\"#,##0.00" }, new NumberingFormat { NumberFormatId = 165, FormatCode = "d mmm yyyy" }),
        new Fonts(new Font(), new Font(new Bold())),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        // In the order of Style.
        new CellFormats(
            new CellFormat(), new CellFormat { FontId = 1, ApplyFont = true }, new CellFormat { NumberFormatId = 164, ApplyNumberFormat = true }, new CellFormat { NumberFormatId = 165, ApplyNumberFormat = true },
            new CellFormat(new Alignment { WrapText = true, Vertical = VerticalAlignmentValues.Top }) { ApplyAlignment = true }));
}
