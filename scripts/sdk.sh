# Finds the .NET SDK that global.json asks for and puts its path into $dotnet. Sourced by ./datalab and ./build.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
dotnet=""
for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:-}/dotnet" "$HOME/.dotnet/dotnet" \
    /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet /usr/local/share/dotnet/dotnet; do
    if [[ -x "$candidate" ]] && "$candidate" --list-sdks 2>/dev/null | grep -q '^10\.'; then
        dotnet="$candidate"
        break
    fi
done
if [[ -z "$dotnet" ]]; then
    echo "Data Lab needs the .NET 10 SDK and did not find it (looked in PATH, DOTNET_ROOT and the usual folders)." >&2
    echo "Install it from https://dot.net/download or with your package manager, then try again." >&2
    exit 1
fi
