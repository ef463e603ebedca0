using System.Text;
using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Domain.Tests.Compliance;

/// <summary>Every sentence of section 3 that refuses a file: the code, and the path of the first fault in the document.</summary>
public class RefusalTests
{
    private const string Head = """{"schema":"hwbc-coach-file/1","coach":{"reference":"HWBC-000001","name":"Sample"}""";
    private const string Post = """{"id":"p1","pcn":"U12345","startDate":"2026-01-05","hoursPerWeek":30,"afcBand":5,"arrsFunded":true}""";
    private const string Programme = """{"id":"g1","kind":"HealthCoaching","title":"T","provider":"P","days":4,"hasAssessment":false}""";
    private const string Supervisor = """{"id":"s1","person":"P-000045","name":"S","profession":"GP"}""";
    private const string Policy = """{"id":"lp1","pcn":"U12345","from":"2026-04-01" """;

    [Theory]
    // Not JSON or not this schema: before all that could be said of the members.
    [InlineData("", "Unreadable", "$")]
    [InlineData("[]", "Unreadable", "$")]
    [InlineData("nonsense", "Unreadable", "$")]
    [InlineData("""{"schema":"hwbc-coach-file/1",}""", "Unreadable", "$")]
    [InlineData("""{"schema":"hwbc-coach-file/2","surprise":1}""", "Unreadable", "$.schema")]
    [InlineData("""{"coach":{"reference":"HWBC-000001","name":"Sample"}}""", "Unreadable", "$.schema")]
    [InlineData("""{"surprise":1,"schema":7}""", "Unreadable", "$.schema")]
    [InlineData(Head + ""","surprise":1}x""", "Unreadable", "$")]
    // Shape, in the order of the document.
    [InlineData(Head + ""","surprise":1}""", "Shape", "$.surprise")]
    [InlineData("""{"schema":"hwbc-coach-file/1"}""", "Shape", "$.coach")]
    [InlineData("""{"schema":"hwbc-coach-file/1","coach":{"name":"Sample"}}""", "Shape", "$.coach.reference")]
    [InlineData("""{"schema":"hwbc-coach-file/1","coach":{"reference":"","name":"Sample"}}""", "Shape", "$.coach.reference")]
    [InlineData("""{"schema":"hwbc-coach-file/1","coach":{"reference":null,"name":"Sample"}}""", "Shape", "$.coach.reference")]
    [InlineData(Head + ""","posts":null}""", "Shape", "$.posts")]
    [InlineData(Head + ""","posts":[],"posts":[]}""", "Shape", "$.posts")]
    [InlineData(Head + ""","posts":[{"id":"p1","id":"p2"}]}""", "Shape", "$.posts[0].id")]
    [InlineData(Head + ""","posts":[{"id":"p1","hoursPerWeek":"x"}]}""", "Shape", "$.posts[0].hoursPerWeek")]
    [InlineData(Head + ""","posts":[{"id":"p1"}]}""", "Shape", "$.posts[0].pcn")]
    [InlineData(Head + ""","posts":[{"id":"p1","pcn":"U12345","startDate":"2026-02-29","hoursPerWeek":30,"afcBand":5,"arrsFunded":true}]}""", "Shape", "$.posts[0].startDate")]
    [InlineData(Head + ""","posts":[{"id":"p1","pcn":"U12345","startDate":"2026-1-05","hoursPerWeek":30,"afcBand":5,"arrsFunded":true}]}""", "Shape", "$.posts[0].startDate")]
    [InlineData(Head + ""","posts":[{"id":"p1","pcn":"U12345","startDate":"2026-01-05","hoursPerWeek":30,"afcBand":5.0,"arrsFunded":true}]}""", "Shape", "$.posts[0].afcBand")]
    [InlineData(Head + ""","posts":[{"id":"p1","pcn":"U12345","startDate":"2026-01-05","hoursPerWeek":30,"afcBand":5,"arrsFunded":"yes"}]}""", "Shape", "$.posts[0].arrsFunded")]
    [InlineData(Head + ""","absences":[{"id":"a","from":"2026-01-01","reason":"Sickness"}]}""", "Shape", "$.absences[0].reason")]
    [InlineData(Head + ""","absences":[{"id":"a","from":"2026-01-01","reason":"leave"}]}""", "Shape", "$.absences[0].reason")]
    [InlineData(Head + ""","absences":[{"id":"a","from":"2026-01-01","reason":1}]}""", "Shape", "$.absences[0].reason")]
    [InlineData(Head + ""","checks":[{"id":"c","check":"SUP-01","pcn":"U12345","on":"2026-01-01"}]}""", "Shape", "$.checks[0].check")]
    [InlineData(Head + ""","checks":[{"id":"c","check":"LOC-00","pcn":"U12345","on":"2026-01-01"}]}""", "Shape", "$.checks[0].check")]
    [InlineData(Head + ""","exemptions":[{"id":"e","pcn":"U12345","rule":"XXX-01","from":"2026-01-01","reason":"r","approvedBy":"P"}]}""", "Shape", "$.exemptions[0].rule")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","effects":{"LOC-01":["Warns"]}}]}""", "Shape", "$.localPolicies[0].effects.LOC-01")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","effects":{"SUP-02":["Warns","Warns"]}}]}""", "Shape", "$.localPolicies[0].effects.SUP-02[1]")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","parameters":{"surprise":1}}]}""", "Shape", "$.localPolicies[0].parameters.surprise")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","parameters":{"checkValidityMonths":{"SUP-02":1}}}]}""", "Shape", "$.localPolicies[0].parameters.checkValidityMonths.SUP-02")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","parameters":{"supervisionMinutes":60.0}}]}""", "Shape", "$.localPolicies[0].parameters.supervisionMinutes")]
    // Duplicates: the second in the document.
    [InlineData(Head + ""","posts":[""" + Post + """,{"id":"p1","pcn":"U12345","startDate":"2027-01-05","hoursPerWeek":30,"afcBand":5,"arrsFunded":true}]}""", "DuplicateId", "$.posts[1].id")]
    [InlineData("""{"schema":"hwbc-coach-file/1","supervisors":[{"id":"p1","person":"P","name":"S","profession":"GP"}],"posts":[""" + Post + """],"coach":{"reference":"HWBC-000001","name":"Sample"}}""", "DuplicateId", "$.posts[0].id")]
    [InlineData(Head + ""","absences":[{"id":"a","from":"2026-01-01","reason":"Leave"},{"id":"b","from":"2026-01-01","reason":"Leave","replaces":"a"},{"id":"c","from":"2026-01-01","reason":"Leave","replaces":"a"}]}""", "DuplicateId", "$.absences[2].replaces")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","rules":[{"rule":"LOC-01","title":"a","effects":[]},{"rule":"LOC-01","title":"b","effects":[]}]}]}""", "DuplicateId", "$.localPolicies[0].rules[1].rule")]
    // References.
    [InlineData(Head + ""","training":[{"id":"t","programme":"g9","enrolledOn":"2026-01-01"}]}""", "UnknownReference", "$.training[0].programme")]
    [InlineData(Head + ""","sessions":[{"id":"x","date":"2026-01-01","minutes":60,"kind":"Educational","supervisor":"s9","outcome":"Held"}]}""", "UnknownReference", "$.sessions[0].supervisor")]
    [InlineData(Head + ""","absences":[{"id":"a","from":"2026-01-01","reason":"Leave","replaces":"z"}]}""", "UnknownReference", "$.absences[0].replaces")]
    [InlineData(Head + ""","absences":[{"id":"a","from":"2026-01-01","reason":"Leave","replaces":"b"},{"id":"b","from":"2026-01-01","reason":"Leave","replaces":"a"}]}""", "UnknownReference", "$.absences[0].replaces")]
    [InlineData(Head + ""","programmes":[{"id":"g1","kind":"Other","title":"T","provider":"P","days":4,"hasAssessment":false,"accreditations":[{"id":"a1","from":"2026-01-01"}]},{"id":"g2","kind":"Other","title":"T","provider":"P","days":4,"hasAssessment":false,"accreditations":[{"id":"a2","from":"2026-01-01","replaces":"a1"}]}]}""", "UnknownReference", "$.programmes[1].accreditations[0].replaces")]
    // Dates.
    [InlineData(Head + ""","absences":[{"id":"a","from":"2026-01-02","to":"2026-01-01","reason":"Leave"}]}""", "DateOrder", "$.absences[0].to")]
    [InlineData(Head + ""","absences":[{"id":"a","from":"2026-01-02","to":"2026-01-01","reason":"Leave","voidedOn":"2026-02-01"}]}""", "DateOrder", "$.absences[0].to")]
    [InlineData(Head + ""","programmes":[""" + Programme + """],"training":[{"id":"t","programme":"g1","enrolledOn":"2026-02-01","completedOn":"2026-01-31"}]}""", "DateOrder", "$.training[0].completedOn")]
    [InlineData(Head + ""","programmes":[""" + Programme + """],"training":[{"id":"t","programme":"g1","assessmentPassedOn":"2026-01-01","completedOn":"2026-02-10","startedOn":"2026-02-11","enrolledOn":"2026-02-01"}]}""", "DateOrder", "$.training[0].assessmentPassedOn")]
    [InlineData(Head + ""","suspensions":[{"id":"s","from":"2026-01-02","reviewOn":"2026-01-01","liftedOn":"2026-01-01","by":"P"}]}""", "DateOrder", "$.suspensions[0].liftedOn")]
    [InlineData(Head + ""","checks":[{"id":"c","check":"EMP-01","pcn":"nonsense","on":"2026-01-02","validUntil":"2026-01-01"}]}""", "DateOrder", "$.checks[0].validUntil")]
    // Ranges.
    [InlineData("""{"schema":"hwbc-coach-file/1","coach":{"reference":"HWBC-000001","name":"Sample","tier":5}}""", "Range", "$.coach.tier")]
    [InlineData(Head + ""","posts":[{"id":"p1","pcn":"nonsense","startDate":"2026-01-05","hoursPerWeek":60.01,"afcBand":5,"arrsFunded":true}]}""", "Range", "$.posts[0].hoursPerWeek")]
    [InlineData(Head + ""","supervisors":[""" + Supervisor + """],"sessions":[{"id":"x","date":"2026-01-01","minutes":99999999999,"kind":"Educational","supervisor":"s1","outcome":"Held"}]}""", "Range", "$.sessions[0].minutes")]
    [InlineData(Head + ""","programmes":[{"id":"g1","kind":"Other","title":"T","provider":"P","days":0.49,"hasAssessment":false}]}""", "Range", "$.programmes[0].days")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","rules":[{"rule":"LOC-01","title":"a","validityMonths":0,"effects":["Warns"]}]}]}""", "Range", "$.localPolicies[0].rules[0].validityMonths")]
    // Overlaps, void ones aside.
    [InlineData(Head + ""","posts":[""" + Post + """,{"id":"p2","pcn":"U12345","startDate":"2027-01-05","hoursPerWeek":30,"afcBand":5,"arrsFunded":true}]}""", "Overlap", "$.posts[1]")]
    [InlineData(Head + ""","localPolicies":[{"id":"a","pcn":"U12345","from":"2026-04-01","to":"2026-04-30"},{"id":"b","pcn":"U12345","from":"2026-04-30"}]}""", "Overlap", "$.localPolicies[1]")]
    // Codes of PCNs.
    [InlineData(Head + ""","posts":[{"id":"p1","pcn":"u12345","startDate":"2026-01-05","hoursPerWeek":30,"afcBand":5,"arrsFunded":true}]}""", "PcnCode", "$.posts[0].pcn")]
    [InlineData(Head + ""","checks":[{"id":"c","check":"EMP-01","pcn":"U123456","on":"2026-01-02"}]}""", "PcnCode", "$.checks[0].pcn")]
    // Policies that loosen.
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","effects":{"SUP-01":["Warns"]}}]}""", "PolicyLoosens", "$.localPolicies[0].effects.SUP-01")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","effects":{"SUP-05":["Informs","AffectsArrs"]}}]}""", "PolicyLoosens", "$.localPolicies[0].effects.SUP-05")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","effects":{"TRN-01":["BlocksReferrals"]}}]}""", "PolicyLoosens", "$.localPolicies[0].effects.TRN-01")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","parameters":{"fourDayCourseDays":4}}]}""", "PolicyLoosens", "$.localPolicies[0].parameters.fourDayCourseDays")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","parameters":{"acceptEnrolled":true}}]}""", "PolicyLoosens", "$.localPolicies[0].parameters.acceptEnrolled")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","parameters":{"dueSoonDays":121}}]}""", "PolicyLoosens", "$.localPolicies[0].parameters.dueSoonDays")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","parameters":{"checkValidityMonths":{"EMP-02":37}}}]}""", "PolicyLoosens", "$.localPolicies[0].parameters.checkValidityMonths.EMP-02")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","parameters":{"checkValidityMonths":{"EMP-01":61}}}]}""", "PolicyLoosens", "$.localPolicies[0].parameters.checkValidityMonths.EMP-01")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","parameters":{"startDays":{"SUP-01":28}}}]}""", "PolicyLoosens", "$.localPolicies[0].parameters.startDays")]
    // Exemptions and provisional clearances.
    [InlineData(Head + ""","exemptions":[{"id":"e","pcn":"U12345","rule":"ARR-01","from":"2026-01-01","reason":"r","approvedBy":"P"}]}""", "NotExemptible", "$.exemptions[0].rule")]
    [InlineData(Head + ""","provisionals":[{"id":"e","pcn":"U12345","from":"2026-01-01","to":"2026-04-02","approvedBy":"P"}]}""", "ProvisionalTooLong", "$.provisionals[0].to")]
    [InlineData(Head + ""","provisionals":[{"id":"e","pcn":"U12345","from":"2026-01-01","approvedBy":"P"}]}""", "ProvisionalTooLong", "$.provisionals[0].to")]
    public void Is_refused_with_code_and_path(string text, string code, string path)
    {
        var refusal = CoachFileJson.Read(Encoding.UTF8.GetBytes(text)).Refusal;
        Assert.NotNull(refusal);
        Assert.Equal((code, path), (refusal.Code, refusal.Path));
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Head + "}")]
    [InlineData(Head + ""","posts":[{"id":"p1","pcn":"U12345","startDate":"2026-01-05","endDate":null,"hoursPerWeek":0,"afcBand":9,"arrsFunded":false,"employer":null,"recordsFrom":null,"recordedOn":null,"replaces":null}]}""")]
    [InlineData(Head + ""","posts":[{"id":"p1","pcn":"U12345","startDate":"2024-02-29","endDate":"2024-02-29","hoursPerWeek":60,"afcBand":1,"arrsFunded":true}]}""")]
    [InlineData(Head + ""","provisionals":[{"id":"e","pcn":"U12345","from":"2026-01-01","to":"2026-04-01","approvedBy":"P"}]}""")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","effects":null,"parameters":null}]}""")]
    [InlineData(Head + ""","localPolicies":[""" + Policy + ""","parameters":{"dueSoonDays":120,"supervisionMinutes":null,"checkValidityMonths":{"EMP-02":36,"EMP-01":60}}}]}""")]
    [InlineData(Head + ""","posts":[""" + Post + """,{"id":"p2","pcn":"U12345","startDate":"2027-01-05","hoursPerWeek":30,"afcBand":5,"arrsFunded":true,"voidedOn":"2026-02-02"}]}""")]
    [InlineData(Head + ""","suspensions":[{"id":"s","from":"2026-01-02","reviewOn":"2026-01-01","liftedOn":"2026-01-02","by":"P"}]}""")]
    public void Is_accepted(string text) => Assert.Null(CoachFileJson.Read(Encoding.UTF8.GetBytes(text)).Refusal);

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_unreadable() =>
        Assert.Equal("Unreadable", CoachFileJson.Read([.. Encoding.UTF8.GetBytes("""{"schema":"hwbc-coach-file/1","coach":{"reference":"HWBC-000001","name":" """), 0xFF, .. Encoding.UTF8.GetBytes("\"}}")]).Refusal!.Code);
}
