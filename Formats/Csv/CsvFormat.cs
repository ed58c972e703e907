using System.Collections.Immutable;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Csv;

/// <summary>Comma-separated values (RFC 4180), UTF-8. An empty string is <c>""</c>, null is nothing.</summary>
public sealed class CsvFormat(bool header = true) : DelimitedFormat(header)
{
    public override string MediaType => HasHeader ? "text/csv;header=present" : "text/csv;header=absent";

    public override ImmutableArray<string> ShortNames => ["csv", "text/csv"];

    public override string FileExtension => "csv";

    private protected override char Delimiter => ',';

    private protected override byte[] LoneNull => "\"\""u8.ToArray();

    private protected override TextCell NewTextCell() => new CsvTextCell();
}

/// <summary>Tab-separated values (IANA text/tab-separated-values), UTF-8. An empty string looks like null.</summary>
public sealed class TsvFormat(bool header = true) : DelimitedFormat(header)
{
    public override string MediaType => "text/tab-separated-values";

    public override ImmutableArray<string> ShortNames => ["tsv", "text/tab-separated-values"];

    public override string FileExtension => "tsv";

    private protected override char Delimiter => '\t';

    private protected override byte[] LoneNull => [];

    private protected override TextCell NewTextCell() => new TsvTextCell();
}
