namespace DataLab.Formats.VoTable;

/// <summary>Refuses documents with a tag of absurd length, which an XML parser would hold in memory as a whole.</summary>
/// <remarks>
/// Looks at bytes on their way to the parser. Comments, CDATA and processing instructions are not tags. Text between tags may be
/// of any length, since it is read in pieces.
/// </remarks>
internal sealed class TagGuard
{
    /// <summary>Bytes; a FIELD with all its attributes has hundreds.</summary>
    private const int Longest = 1 << 20;

    private State state;
    private byte quote;
    private long length;

    private enum State
    {
        Text,

        /// <summary>Right after the opening bracket.</summary>
        Opened,
        Tag,
        Quoted,
    }

    /// <exception cref="InvalidDataException">A tag has been open for too long.</exception>
    public void Scan(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var at = state switch
            {
                State.Text => bytes.IndexOf((byte)'<'),
                State.Opened => 0,
                State.Tag => bytes.IndexOfAny((byte)'>', (byte)'"', (byte)'\''),
                _ => bytes.IndexOf(quote),
            };
            var passed = at < 0 ? bytes.Length : at + 1;
            length = state == State.Text ? 0 : length + passed;
            if (length > Longest)
                throw new InvalidDataException($"a tag is longer than {Longest} bytes.");
            if (at < 0)
                return;
            Turn(bytes[at]);
            bytes = bytes[passed..];
        }
    }

    private void Turn(byte found)
    {
        switch (state)
        {
            case State.Text:
                state = State.Opened;
                break;
            // UTF-16 has a zero between.
            case State.Opened when found == 0:
                break;
            case State.Opened:
                state = found is (byte)'!' or (byte)'?' or (byte)'>' ? State.Text : State.Tag;
                break;
            case State.Tag when found == '>':
                state = State.Text;
                break;
            case State.Tag:
                (quote, state) = (found, State.Quoted);
                break;
            default:
                state = State.Tag;
                break;
        }
    }
}
