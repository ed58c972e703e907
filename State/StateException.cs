using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DataLab.State;

/// <summary>What hinders the store; the operator's next step differs for each.</summary>
public enum StateProblem
{
    /// <summary>Another process holds the store longer than we wait.</summary>
    Locked,

    /// <summary>The disk is full.</summary>
    Full,

    /// <summary>The file is not a store or its content is broken.</summary>
    Damaged,

    /// <summary>A newer program wrote it.</summary>
    Newer,

    /// <summary>It cannot be opened, read or written: rights, a missing disk, a fault of the disk.</summary>
    Unreachable,

    /// <summary>The database server does not answer, or has no room for us, for the moment.</summary>
    Away,

    /// <summary>The connection broke while the change was committed: it may be in the store or not.</summary>
    InDoubt,

    /// <summary>A statement is wrong: a fault of this program.</summary>
    Fault,
}

/// <summary>The store cannot do what was asked; nothing of the failed change is in it, unless it is in doubt. The message is for operators, not for users.</summary>
public sealed class StateException(StateProblem problem, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public StateProblem Problem { get; } = problem;

    internal static StateException From(SqliteException e, string file) =>
        e.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new(
                StateProblem.Locked,
                $"The state store {file} is locked by another process.",
                e
            ),
            raw.SQLITE_FULL => new(StateProblem.Full, $"No space is left for the state store {file}.", e),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => Damaged(file, e),
            raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_PERM => new(
                StateProblem.Unreachable,
                $"The state store {file} cannot be opened or written ({e.Message}): check its folder, its owner and its rights.",
                e
            ),
            _ => new(StateProblem.Fault, $"The state store {file} refused a statement: {e.Message}", e),
        };

    internal static StateException Newer(string store, string module, int version, int known) =>
        new(
            StateProblem.Newer,
            FormattableString.Invariant(
                $"The state store {store} was written by a newer version of this program ({module}: version {version}, known here up to {known}). Run that version, or put back the backup made before the upgrade."
            )
        );

    internal static StateException Damaged(string file, Exception? e = null) =>
        new(
            StateProblem.Damaged,
            $"The state store {file} is damaged or not a store at all. Put a backup in its place, or move it away to start with an empty one.",
            e
        );
}
