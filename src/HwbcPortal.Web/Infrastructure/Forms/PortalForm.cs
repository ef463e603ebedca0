namespace HwbcPortal.Web.Infrastructure.Forms;

/// <summary>A form that changes the record. Its key makes a double click, or a Back and a second Save, one record.</summary>
internal abstract class PortalForm
{
    /// <summary>Made when the page was opened, posted with the form.</summary>
    public Guid Key { get; set; } = Guid.CreateVersion7();

    /// <summary>For a form whose consequences are shown first: what was shown, so that another answer is shown again before it is saved.</summary>
    public string? Confirmed { get; set; }

    /// <summary>Sent before its session was over and kept since: it is shown as it was typed, and nothing is saved.</summary>
    public bool Restored { get; set; }
}

/// <summary>A page around a form, so that a refused form is shown again with all that was typed.</summary>
internal interface IFormPage<TForm>
    where TForm : PortalForm
{
    TForm Form { get; }
}
