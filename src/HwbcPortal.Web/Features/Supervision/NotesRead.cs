using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>That somebody looked at what was noted of sessions is recorded, for the coach to see; never what it says.</summary>
internal static class NotesRead
{
    /// <summary>Records a view that shows the notes of so many sessions; none, none.</summary>
    public static Task RecordNotesReadAsync(this HwbcDbContext db, Guid coachId, IEnumerable<DateOnly> days, CancellationToken cancellation)
    {
        var shown = days.Order().ToList();
        return shown.Count == 0 ? Task.CompletedTask
            : db.RecordReadAsync(new AuditCommand("notes.read", coachId, Reason: shown.Count == 1 ? $"Notes of {Words.Date(shown[0])}" : $"Notes of {shown.Count} sessions, {Words.Date(shown[0])} to {Words.Date(shown[^1])}"), cancellation);
    }
}
