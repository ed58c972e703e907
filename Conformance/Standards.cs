namespace DataLab.Conformance;

/// <summary>A family of clauses that can be asked for by name.</summary>
/// <param name="Name">As the command line has it: <c>tap</c>.</param>
/// <param name="Title">As people have it: <c>Table Access Protocol</c>.</param>
/// <param name="Applies">Whether the service has what the clauses are about.</param>
internal sealed record Family(
    string Name,
    string Title,
    string Edition,
    IReadOnlyList<Check> Checks,
    Func<Subject, bool> Applies
);

/// <summary>Every family and every check: the one list. Documents come first, what needs jobs last.</summary>
internal static class Standards
{
    public static IReadOnlyList<Family> Families { get; } =
    [
        new(
            "vosi",
            "IVOA Support Interfaces",
            "1.1",
            [
                .. Vosi.CapabilitiesChecks.All,
                .. Vosi.AvailabilityChecks.All,
                .. Vosi.TablesChecks.All,
                .. Vosi.RegistrationChecks.All,
            ],
            subject => subject.HasCapabilities
        ),
        new("tapregext", "TAPRegExt", "1.0", TapRegExt.TapRegExtChecks.All, subject => subject.IsTap),
        new(
            "dali",
            "Data Access Layer Interface",
            "1.1",
            [
                .. Dali.ResourceChecks.All,
                .. Dali.ExamplesChecks.All,
                .. Dali.ParameterChecks.All,
                .. Dali.FormatChecks.All,
                .. Dali.MaxRecChecks.All,
                .. Dali.ResponseChecks.All,
                .. Dali.VoTableUseChecks.All,
                .. Dali.UploadChecks.All,
            ],
            subject => subject.IsTap
        ),
        new("votable", "VOTable", "1.4", VoTable.VoTableChecks.All, subject => subject.IsTap),
        new(
            "tap",
            "Table Access Protocol",
            "1.1",
            [
                .. Tap.ResourceChecks.All,
                .. Tap.CapabilityChecks.All,
                .. Tap.TablesChecks.All,
                .. Tap.ExamplesChecks.All,
                .. Tap.ParameterChecks.All,
                .. Tap.MaxRecChecks.All,
                .. Tap.ResultChecks.All,
                .. Tap.DelimitedChecks.All,
                .. Tap.ErrorChecks.All,
                .. Tap.SchemaTableChecks.All,
                .. Tap.SchemaContentChecks.All,
                .. Tap.SchemaKeyChecks.All,
                .. Tap.UploadChecks.All,
                .. Tap.UploadValueChecks.All,
            ],
            subject => subject.IsTap
        ),
        new(
            "uws",
            "Universal Worker Service",
            "1.1",
            [
                .. Uws.CreationChecks.All,
                .. Uws.JobDocumentChecks.All,
                .. Uws.ResourceChecks.All,
                .. Uws.PhaseChecks.All,
                .. Uws.ControlChecks.All,
                .. Uws.WaitChecks.All,
                .. Uws.JobListChecks.All,
            ],
            subject => subject.JobList is not null
        ),
        new(
            "scs",
            "Simple Cone Search",
            "1.03",
            [.. Scs.ConeSearchChecks.All, .. Scs.ConeErrorChecks.All],
            subject => subject.Cones.Count > 0
        ),
        new(
            "sia1",
            "Simple Image Access",
            "1.0",
            [.. Sia1.InputChecks.All, .. Sia1.OutputChecks.All],
            subject => subject.Images.Sia1 is not null
        ),
        new(
            "sia2",
            "Simple Image Access",
            "2.0",
            [
                .. Sia2.QueryChecks.All,
                .. Sia2.PositionChecks.All,
                .. Sia2.ParameterChecks.All,
                .. Sia2.ResponseChecks.All,
                .. Sia2.ServiceChecks.All,
            ],
            subject => subject.Images.Sia2 is not null
        ),
        new(
            "soda",
            "Server-side Operations for Data Access",
            "1.0",
            [.. Soda.ServiceChecks.All, .. Soda.FilterChecks.All, .. Soda.AsyncChecks.All],
            subject => subject.Images.HasSoda
        ),
        new(
            "datalink",
            "DataLink",
            "1.1",
            [.. DataLink.LinksChecks.All, .. DataLink.LinkRowChecks.All],
            subject => subject.Images.Links is not null
        ),
        new("obscore", "ObsCore", "1.1", ObsCore.ObsCoreChecks.All, subject => subject.IsTap && subject.Images.ObsCore),
    ];

    public static IEnumerable<Check> Checks => Families.SelectMany(family => family.Checks);
}
