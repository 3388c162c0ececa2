using System.Text;

namespace Cartwright.GraphQL;

/// <summary>Lines and columns, from 1. Columns count UTF-16 units, as clients written in JavaScript do.</summary>
internal static class Location
{
    public static (int Line, int Column) Of(ReadOnlySpan<byte> source, int offset)
    {
        offset = Math.Min(offset, source.Length);
        var line = 1;
        var start = 0;
        for (var i = 0; i < offset; i++)
        {
            if (source[i] == '\n' || source[i] == '\r' && (i + 1 >= source.Length || source[i + 1] != '\n'))
            {
                line++;
                start = i + 1;
            }
        }
        return (line, Encoding.UTF8.GetCharCount(source[start..offset]) + 1);
    }
}
