using System.Collections.Immutable;
using DataLab.Sia.Store;
using DataLab.State;
using DataLab.Uws;

namespace DataLab.Host.Serving;

/// <summary>Which rooms keep tables in the state store.</summary>
internal static class StateModules
{
    public static ImmutableArray<StateModule> All { get; } = [UwsServices.Module, ImageStore.Module];
}
