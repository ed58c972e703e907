using DataLab.Adql.Syntax;

namespace DataLab.Differential.Tests.Evaluation;

/// <content>Window functions.</content>
internal sealed partial class Evaluator
{
    private Term Windowed(string name, FunctionCall call, Window window, Scope scope)
    {
        Term[] arguments = [.. call.Arguments.Select(argument => Value(argument, scope))];
        Term[] partition = [.. window.PartitionBy.Select(item => Value(item, scope))];
        var order = window.OrderBy.Select(item => (Term: Value(item.Value, scope), item.Descending)).ToArray();
        int Compare(Frame a, Frame b) =>
            order
                .Select(item => Domains.CompareInOrder(item.Term.Of(a), item.Term.Of(b), item.Descending))
                .FirstOrDefault(sign => sign != 0);
        var domain = name switch
        {
            "ROW_NUMBER" or "RANK" or "DENSE_RANK" or "NTILE" => Domain.Long,
            "PERCENT_RANK" or "CUME_DIST" => Domain.Double,
            "LAG" or "LEAD" or "FIRST_VALUE" or "LAST_VALUE" or "NTH_VALUE" => arguments[0].Domain,
            _ => ResultOf(name, call.Star ? null : arguments[0]),
        };
        object? Of(Frame frame)
        {
            var key = Domains.Key(partition.Select(term => term.Of(frame)));
            var rows = frame
                .Fellows.Where(other => Domains.Key(partition.Select(term => term.Of(other))) == key)
                .OrderBy(other => other, Comparer<Frame>.Create(Compare))
                .ToList();
            var place = rows.IndexOf(frame);
            switch (name)
            {
                case "ROW_NUMBER":
                    return place + 1L;
                case "RANK":
                    return rows.FindIndex(other => Compare(other, frame) == 0) + 1L;
                case "DENSE_RANK":
                    return rows.Take(place)
                            .Where(other => Compare(other, frame) != 0)
                            .DistinctBy(other => Domains.Key(order.Select(item => item.Term.Of(other))))
                            .Count() + 1L;
                case "PERCENT_RANK":
                    return rows.Count == 1
                        ? 0.0
                        : rows.FindIndex(other => Compare(other, frame) == 0) / (rows.Count - 1.0);
                case "CUME_DIST":
                    return (rows.FindLastIndex(other => Compare(other, frame) == 0) + 1.0) / rows.Count;
                case "NTILE":
                    // The first of the parts have one row more where the rows do not divide evenly.
                    var parts = (long)arguments[0].Of(frame)!;
                    var (least, longer) = (rows.Count / parts, rows.Count % parts);
                    return place < longer * (least + 1)
                        ? place / (least + 1) + 1
                        : longer + (place - longer * (least + 1)) / least + 1;
                case "LAG" or "LEAD":
                    var distance = arguments.Length > 1 ? (int)(long)arguments[1].Of(frame)! : 1;
                    var at = name == "LAG" ? place - distance : place + distance;
                    return at >= 0 && at < rows.Count ? arguments[0].Of(rows[at]) : null;
            }
            var (first, last) = (0, rows.Count - 1);
            if (window.Frame is { } bounds)
                (first, last) = (
                    Bound(bounds.Start, place, rows.Count),
                    bounds.End is { } end ? Bound(end, place, rows.Count) : place
                );
            else if (order.Length > 0)
                last = rows.FindLastIndex(other => Compare(other, frame) == 0);
            var framed = rows.Where((_, i) => i >= first && i <= last).ToList();
            return name switch
            {
                "FIRST_VALUE" => framed.Count > 0 ? arguments[0].Of(framed[0]) : null,
                "NTH_VALUE" => (int)(long)arguments[1].Of(frame)! is var nth && nth <= framed.Count
                    ? arguments[0].Of(framed[nth - 1])
                    : null,
                "LAST_VALUE" => framed.Count > 0 ? arguments[0].Of(framed[^1]) : null,
                _ => Aggregate(name, false, call.Star ? null : arguments[0], framed),
            };
        }
        return new Term(domain, Of);
    }

    private static int Bound(FrameBound bound, int place, int count) =>
        bound switch
        {
            { Direction: 0 } => place,
            { Distance: null } => bound.Direction < 0 ? 0 : count - 1,
            _ => place + bound.Direction * (int)bound.Distance,
        };
}
