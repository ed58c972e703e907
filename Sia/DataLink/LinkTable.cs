using System.Collections.Immutable;
using System.Text;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.Descriptors;

namespace DataLab.Sia.DataLink;

/// <summary>Links as a table (DataLink 1.1 §3.2).</summary>
/// <param name="leftOut">Why identifiers were left out; null if none was.</param>
internal sealed class LinkTable(
    ImmutableArray<Link> links,
    ImmutableArray<ServiceDescriptor> services,
    string? leftOut
) : RowSource
{
    private static readonly ImmutableArray<(Field Field, Func<Link, object?> Value)> Columns =
    [
        (Text("ID", "meta.id;meta.main", "Identifier that was asked for"), link => link.Id),
        (Text("access_url", "meta.ref.url", "Where to get it"), link => link.AccessUrl),
        (Text("service_def", "meta.ref", "Service that gives it"), link => link.ServiceDef),
        (Text("error_message", "meta.code.error", "Why there is nothing"), link => link.ErrorMessage),
        (Text("description", "meta.note", "What it is"), link => link.Description),
        (Text("semantics", "meta.code", "What it is to the identified"), link => link.Semantics),
        (Text("content_type", "meta.code.mime", "Media type"), link => link.ContentType),
        (
            new Field("content_length", DataType.Long)
            {
                Unit = "byte",
                Ucd = "phys.size;meta.file",
                Description = "Size",
            },
            link => link.ContentLength
        ),
        (Text("content_qualifier", "meta.code", "Kind of data product"), link => link.ContentQualifier),
        (Text("link_auth", "meta.code", "Whether one must be signed in: false, optional or true"), link => link.NeedsRight ? "true" : "false"),
        (
            new Field("link_authorized", DataType.Boolean)
            {
                Ucd = "meta.code",
                Description = "Whether the caller may follow it",
            },
            link => link.ErrorMessage is null && !link.NeedsRight
        ),
    ];

    private bool done;

    public override TableDescription Table { get; } =
        new([.. Columns.Select(column => column.Field)])
        {
            Name = "links",
            Description = "What belongs to images: files, pictures, weights and masks, services",
            Infos =
            [
                new Info("QUERY_STATUS", "OK"),
                new Info("standardID", ImageDescriptors.LinksStandard),
                new Info("server_software", ServiceIdentity.Software),
            ],
            Services = services,
        };

    public override bool Overflowed => leftOut is not null;

    public override string? OverflowReason => leftOut;

    public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        if (done || links.IsEmpty)
            return ValueTask.FromResult<RowBatch?>(null);
        done = true;
        var vectors = ImmutableArray.CreateBuilder<ColumnVector>(Columns.Length);
        foreach (var (field, value) in Columns)
            vectors.Add(Fill(ColumnVector.For(field), value));
        return ValueTask.FromResult<RowBatch?>(new RowBatch(vectors.MoveToImmutable()) { Count = links.Length });
    }

    private ColumnVector Fill(ColumnVector vector, Func<Link, object?> value)
    {
        foreach (var link in links)
            switch (value(link))
            {
                case string text:
                    ((TextVector)vector).Append(Encoding.UTF8.GetBytes(text));
                    break;
                case long number:
                    ((ValueVector<long>)vector).Append(number);
                    break;
                case bool yes:
                    ((ValueVector<bool>)vector).Append(yes);
                    break;
                default:
                    vector.AppendNull();
                    break;
            }
        return vector;
    }

    private static Field Text(string name, string ucd, string description) =>
        new(name, DataType.Char)
        {
            ArraySize = ArraySize.Any,
            Ucd = ucd,
            Description = description,
        };
}
