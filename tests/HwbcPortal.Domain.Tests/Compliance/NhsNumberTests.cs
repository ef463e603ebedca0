using HwbcPortal.Domain.People;

namespace HwbcPortal.Domain.Tests.Compliance;

/// <summary>What is stopped before it is stored, and what is not.</summary>
public class NhsNumberTests
{
    // 943 476 5919 is the example of the data dictionary; the others are made from it.
    [Theory]
    [InlineData("943 476 5919", "943 476 5919")]
    [InlineData("We talked about 9434765919.", "9434765919")]
    [InlineData("943-476-5919 and another", "943-476-5919")]
    [InlineData("943\u00A0476\u00A05919", "943\u00A0476\u00A05919")]
    [InlineData("943\u2009476\u202F5919", "943\u2009476\u202F5919")]
    [InlineData("943\u2013476 \u2014 5919", "943\u2013476 \u2014 5919")]
    [InlineData("943.476.5919", "943.476.5919")]
    [InlineData("943\t476  5919", "943\t476  5919")]
    [InlineData("943\n476\n5919", null)] // lines of figures
    [InlineData("943    476 5919", null)]
    [InlineData("943 476 5918", null)]
    [InlineData("phone 01632 960 001", null)]
    [InlineData("19434765919", null)]
    [InlineData("94347659190", null)]
    [InlineData("HWBC-000014, 24/11/2026, 60 minutes", null)]
    [InlineData("1234567890", null)]
    [InlineData("1234567890 then 943 476 5919", "943 476 5919")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_number_with_the_right_check_digit_is_found(string? text, string? found) => Assert.Equal(found, NhsNumber.In(text));
}
