using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace DataLab.Adql.Plan;

/// <summary>An immutable list that compares by its elements, so that records holding one do too.</summary>
[CollectionBuilder(typeof(Items), nameof(Items.Create))]
internal readonly struct Items<T>(ImmutableArray<T> elements) : IReadOnlyList<T>, IEquatable<Items<T>>
{
    private ImmutableArray<T> Elements => elements.IsDefault ? [] : elements;

    public int Count => Elements.Length;

    public T this[int index] => Elements[index];

    /// <summary>Every element changed; the same list where none is.</summary>
    public Items<T> Each(Func<T, T> change) => new(Items.Each(Elements, change));

    public bool Equals(Items<T> other) => Elements.AsSpan().SequenceEqual(other.Elements.AsSpan());

    public override bool Equals(object? obj) => obj is Items<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var element in Elements)
            hash.Add(element);
        return hash.ToHashCode();
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Elements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

internal static class Items
{
    public static Items<T> Create<T>(ReadOnlySpan<T> elements) => new([.. elements]);

    /// <summary>Every element changed; the same array where none is.</summary>
    public static ImmutableArray<T> Each<T>(this ImmutableArray<T> elements, Func<T, T> change)
    {
        ImmutableArray<T>.Builder? changed = null;
        for (var i = 0; i < elements.Length; i++)
        {
            var element = change(elements[i]);
            if (changed is null && ReferenceEquals(element, elements[i]))
                continue;
            changed ??= elements.ToBuilder();
            changed[i] = element;
        }
        return changed?.ToImmutable() ?? elements;
    }
}
