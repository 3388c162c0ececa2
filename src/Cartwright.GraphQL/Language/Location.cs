using System.Text;

namespace Cartwright.GraphQL;

/// <summary>
/// Finds lines and columns, from 1, in one document. Columns count UTF-16 units, as clients written in JavaScript do.
/// A document's lines are gone through once, however many places in it are asked for.
/// </summary>
internal ref struct Location(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private readonly List<int> _starts = [0];
    private int _read;

    public static (int Line, int Column) Of(ReadOnlySpan<byte> source, int offset) => new Location(source).Of(offset);

    public (int Line, int Column) Of(int offset)
    {
        offset = Math.Min(offset, _source.Length);
        while (_read < offset)
        {
            var stop = _source[_read..offset].IndexOfAny((byte)'\n', (byte)'\r');
            if (stop < 0)
            {
                _read = offset;
                break;
            }
            _read += stop + 1;
            if (_source[_read - 1] == '\n' || _read >= _source.Length || _source[_read] != '\n') _starts.Add(_read);
        }
        var found = _starts.BinarySearch(offset);
        var line = found >= 0 ? found : ~found - 1;
        return (line + 1, Encoding.UTF8.GetCharCount(_source[_starts[line]..offset]) + 1);
    }
}
