using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace DataLab.Formats.VoTable;

/// <summary>Numbers in network order, whatever their type.</summary>
internal static class BigEndian
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(Span<byte> to, T value)
        where T : unmanaged
    {
        // The sizes are constants to the compiler: one branch is left.
        if (Unsafe.SizeOf<T>() == 8)
            BinaryPrimitives.WriteUInt64BigEndian(to, Unsafe.BitCast<T, ulong>(value));
        else if (Unsafe.SizeOf<T>() == 4)
            BinaryPrimitives.WriteUInt32BigEndian(to, Unsafe.BitCast<T, uint>(value));
        else if (Unsafe.SizeOf<T>() == 2)
            BinaryPrimitives.WriteUInt16BigEndian(to, Unsafe.BitCast<T, ushort>(value));
        else
            to[0] = Unsafe.BitCast<T, byte>(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ReadOnlySpan<byte> from)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 8)
            return Unsafe.BitCast<ulong, T>(BinaryPrimitives.ReadUInt64BigEndian(from));
        if (Unsafe.SizeOf<T>() == 4)
            return Unsafe.BitCast<uint, T>(BinaryPrimitives.ReadUInt32BigEndian(from));
        if (Unsafe.SizeOf<T>() == 2)
            return Unsafe.BitCast<ushort, T>(BinaryPrimitives.ReadUInt16BigEndian(from));
        return Unsafe.BitCast<byte, T>(from[0]);
    }
}
