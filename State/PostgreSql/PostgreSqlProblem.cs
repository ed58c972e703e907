using System.Net.Sockets;
using Npgsql;

namespace DataLab.State.PostgreSql;

/// <summary>What PostgreSQL's errors mean for the store (PostgreSQL 15, appendix A).</summary>
internal static class PostgreSqlProblem
{
    /// <param name="store">Address and schema, for operators.</param>
    public static StateException Of(Exception e, string store) =>
        e switch
        {
            PostgresException server => OfServer(server, store),
            NpgsqlException { InnerException: StateException known } => known,
            NpgsqlException { InnerException: TimeoutException } => Away(store, "does not answer in time", e),
            NpgsqlException or SocketException or IOException or TimeoutException => Away(
                store,
                $"cannot be reached ({e.GetBaseException().Message.TrimEnd('.')})",
                e
            ),
            _ => new StateException(StateProblem.Fault, $"The state store {store} refused a statement: {e.Message}", e),
        };

    /// <summary>Whether a failed commit may have been made all the same.</summary>
    public static bool MayBeCommitted(Exception e) => e is not PostgresException server || IsGone(server.SqlState);

    public static bool IsDriver(Exception e) => e is NpgsqlException or SocketException or TimeoutException;

    private static StateException OfServer(PostgresException e, string store) =>
        e.SqlState switch
        {
            var state when IsGone(state) => Away(store, $"is going down or starting ({e.MessageText})", e),
            PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ConfigurationLimitExceeded => Away(
                store,
                "has no connection left for us: lower State:Connections or raise max_connections",
                e
            ),
            PostgresErrorCodes.OutOfMemory => Away(store, "is out of memory", e),
            // A replica: "cannot set transaction read-write mode during recovery".
            PostgresErrorCodes.FeatureNotSupported when e.MessageText.Contains("recovery", StringComparison.Ordinal) =>
                Away(store, "is a replica that cannot be written to; add Target Session Attributes=primary", e),
            PostgresErrorCodes.DiskFull or PostgresErrorCodes.IoError => new(
                StateProblem.Full,
                $"The state store {store} has no space left or its disk fails ({e.MessageText}).",
                e
            ),
            PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.QueryCanceled => new(
                StateProblem.Locked,
                $"The state store {store} is busy with other changes ({e.MessageText}).",
                e
            ),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => Refused(
                store,
                $"refuses the user ({e.MessageText}): check Username and Password in State:PostgreSql, and pg_hba.conf",
                e
            ),
            PostgresErrorCodes.InvalidCatalogName => Refused(
                store,
                $"has no such database ({e.MessageText}): create it, or mend State:PostgreSql",
                e
            ),
            PostgresErrorCodes.InsufficientPrivilege => Refused(
                store,
                $"does not allow it ({e.MessageText}): the user needs a schema of its own, CREATE SCHEMA ... AUTHORIZATION ...",
                e
            ),
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => new(
                StateProblem.Damaged,
                $"The state store {store} is damaged ({e.MessageText}). Put a backup in its place.",
                e
            ),
            _ => new(StateProblem.Fault, $"The state store {store} refused a statement: {e.MessageText}", e),
        };

    private static bool IsGone(string state) =>
        state.StartsWith("08", StringComparison.Ordinal)
        || state
            is PostgresErrorCodes.AdminShutdown
                or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.DatabaseDropped
                or IdleInTransaction;

    /// <summary>The server cut a transaction that said nothing for long: this process was stopped, or the line was.</summary>
    private const string IdleInTransaction = "25P03";

    private static StateException Away(string store, string what, Exception e) =>
        new(StateProblem.Away, $"The state store {store} {what}.", e);

    private static StateException Refused(string store, string what, Exception e) =>
        new(StateProblem.Unreachable, $"The state store {store} {what}.", e);
}
