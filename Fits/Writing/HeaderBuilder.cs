namespace DataLab.Fits.Writing;

/// <summary>A header being written. Cards taken from elsewhere are kept byte for byte unless they are set anew.</summary>
public sealed class HeaderBuilder
{
    /// <summary>Starts with nothing.</summary>
    public HeaderBuilder() { }

    /// <summary>Starts with all cards of another header.</summary>
    public HeaderBuilder(Header header) => throw new NotImplementedException();

    /// <summary>Changes a keyword in its place, or adds it at the end. Long strings take CONTINUE cards, long keywords HIERARCH.</summary>
    /// <exception cref="FitsException">Not a keyword, or characters that are not printable ASCII.</exception>
    public HeaderBuilder Set(string keyword, CardValue? value, string? comment = null) =>
        throw new NotImplementedException();

    public HeaderBuilder Set(string keyword, long value, string? comment = null) =>
        Set(keyword, new IntegerValue(value), comment);

    public HeaderBuilder Set(string keyword, double value, string? comment = null) =>
        Set(keyword, new RealValue(value), comment);

    public HeaderBuilder Set(string keyword, bool value, string? comment = null) =>
        Set(keyword, new LogicalValue(value), comment);

    public HeaderBuilder Set(string keyword, string value, string? comment = null) =>
        Set(keyword, new TextValue(value), comment);

    /// <summary>Adds a card as it is, at the end.</summary>
    public HeaderBuilder Add(Card card) => throw new NotImplementedException();

    /// <summary>Adds COMMENT or HISTORY, in as many cards as it needs.</summary>
    public HeaderBuilder AddText(string keyword, string text) => throw new NotImplementedException();

    /// <summary>Drops every card of that keyword.</summary>
    public HeaderBuilder Remove(string keyword) => throw new NotImplementedException();

    public bool Contains(string keyword) => throw new NotImplementedException();

    /// <summary>The cards, END and blanks to a whole block.</summary>
    public byte[] ToBytes() => throw new NotImplementedException();

    public Header ToHeader() => Header.Parse(ToBytes());
}
