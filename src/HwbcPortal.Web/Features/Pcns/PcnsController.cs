using System.ComponentModel.DataAnnotations;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Pcns;

internal sealed class PcnsController : Controller
{
    [HttpGet("/pcns"), Requires(Operation.ReadReadiness)]
    public async Task<IActionResult> List([FromServices] KeepPcns pcns, CancellationToken cancellation) => View("List", await pcns.ListAsync(cancellation));

    [HttpGet("/pcns/new"), Requires(Operation.KeepPcns)]
    public IActionResult Add() => View("Add", new PcnFormPage(new PcnForm()));

    [HttpPost("/pcns/new"), Requires(Operation.KeepPcns)]
    public Task<IActionResult> Add(PcnForm form, [FromServices] KeepPcns pcns, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Add", () => pcns.AddAsync(form, cancellation), () => Task.FromResult<Result<PcnFormPage>>(new PcnFormPage(form)));

    [HttpGet("/pcns/import"), Requires(Operation.KeepPcns)]
    public IActionResult Import([FromServices] ImportPlaces import) => View("Import", import.Open(null));

    [HttpPost("/pcns/import"), Requires(Operation.KeepPcns), TakesFiles(ImportPlaces.MostPosted), RequestFormLimits(ValueLengthLimit = ImportPlaces.MostPosted)]
    public Task<IActionResult> Import(ImportPlacesForm form, [FromServices] ImportPlaces import, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Import", () => import.SaveAsync(form, cancellation), () => Task.FromResult<Result<ImportPlacesPage>>(import.Open(form)));

    [HttpGet("/pcns/{code}"), Requires(Operation.ReadReadiness)]
    public async Task<IActionResult> Show(string code, [Display(Name = "Day")] DateOnly? on, [FromServices] ShowPcn show, CancellationToken cancellation) => this.Page(await show.HandleAsync(code, on, cancellation), "Show");

    [HttpGet("/pcns/{code}/edit"), Requires(Operation.KeepPlaces)]
    public async Task<IActionResult> Edit(string code, [FromServices] EditPcn edit, CancellationToken cancellation) => this.Page(await edit.OpenAsync(code, null, cancellation), "Edit");

    [HttpPost("/pcns/{code}/edit"), Requires(Operation.KeepPlaces)]
    public Task<IActionResult> Edit(string code, EditPcnForm form, [FromServices] EditPcn edit, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Edit", () => edit.SaveAsync(code, form, cancellation), () => edit.OpenAsync(code, form, cancellation));

    [HttpGet("/pcns/{code}/places/new"), Requires(Operation.KeepPlaces)]
    public async Task<IActionResult> AddPlace(string code, OrganisationKind? kind, [FromServices] KeepPlaces places, CancellationToken cancellation) => this.Page(await places.OpenAsync(code, kind, null, cancellation), "AddPlace");

    [HttpPost("/pcns/{code}/places/new"), Requires(Operation.KeepPlaces)]
    public Task<IActionResult> AddPlace(string code, OrganisationKind? kind, PlaceForm form, [FromServices] KeepPlaces places, CancellationToken cancellation)
    {
        form.Kind = kind;
        return this.SubmitAsync(form, "AddPlace", () => places.AddAsync(code, form, cancellation), () => places.OpenAsync(code, kind, form, cancellation));
    }

    [HttpGet("/pcns/{code}/places/{id:guid}/end"), Requires(Operation.KeepPlaces)]
    public async Task<IActionResult> EndPlace(string code, Guid id, [FromServices] KeepPlaces places, CancellationToken cancellation) => this.Page(await places.OpenEndAsync(code, id, null, cancellation), "EndPlace");

    [HttpPost("/pcns/{code}/places/{id:guid}/end"), Requires(Operation.KeepPlaces)]
    public Task<IActionResult> EndPlace(string code, Guid id, EndPlaceForm form, [FromServices] KeepPlaces places, CancellationToken cancellation) =>
        this.SubmitAsync(form, "EndPlace", () => places.EndAsync(code, id, form, cancellation), () => places.OpenEndAsync(code, id, form, cancellation));

    [HttpGet("/pcns/{code}/places/{id:guid}/take-back"), Requires(Operation.KeepPlaces)]
    public async Task<IActionResult> TakeBackPlace(string code, Guid id, [FromServices] KeepPlaces places, CancellationToken cancellation) => this.Page(await places.OpenTakeBackAsync(code, id, null, cancellation), "TakeBackPlace");

    [HttpPost("/pcns/{code}/places/{id:guid}/take-back"), Requires(Operation.KeepPlaces)]
    public Task<IActionResult> TakeBackPlace(string code, Guid id, TakeBackForm form, [FromServices] KeepPlaces places, CancellationToken cancellation) =>
        this.SubmitAsync(form, "TakeBackPlace", () => places.TakeBackAsync(code, id, form, cancellation), () => places.OpenTakeBackAsync(code, id, form, cancellation));

    [HttpGet("/pcns/{code}/places/{id:guid}/name"), Requires(Operation.KeepPcns)]
    public async Task<IActionResult> NamePlace(string code, Guid id, [FromServices] KeepPlaces places, CancellationToken cancellation) => this.Page(await places.OpenNameAsync(code, id, null, cancellation), "NamePlace");

    [HttpPost("/pcns/{code}/places/{id:guid}/name"), Requires(Operation.KeepPcns)]
    public Task<IActionResult> NamePlace(string code, Guid id, PlaceNameForm form, [FromServices] KeepPlaces places, CancellationToken cancellation) =>
        this.SubmitAsync(form, "NamePlace", () => places.NameAsync(code, id, form, cancellation), () => places.OpenNameAsync(code, id, form, cancellation));
}
