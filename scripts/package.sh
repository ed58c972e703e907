# Makes artifacts/package/datalab-VERSION-RID.tar.gz: the program with its runtime, the unit, the documents. Sourced by ./build.
package() {
    local rid="${1:-linux-x64}" version folder
    version="$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)"
    folder="artifacts/package/datalab-$version-$rid"
    rm -rf "$folder"
    mkdir -p "$folder"
    # With a runtime the projects have other lock files: those of development stay as they are.
    "$dotnet" publish Host/Host.csproj -c Release -r "$rid" --self-contained --nologo -v quiet \
        -p:NuGetLockFilePath="$PWD/artifacts/package/locks/\$(MSBuildProjectName).json" \
        -p:ArtifactsPath="$PWD/artifacts/package/build" -p:DebugType=none -o "$folder/bin"
    # For developers only.
    find "$folder/bin" -name '*.xml' -delete
    check_natives "$folder/bin" "$rid"
    cp -r docs LICENSE README.md CHANGELOG.md "$folder/"
    mkdir "$folder/packaging"
    cp packaging/datalab.* packaging/alerts.yml packaging/alerts.test.yml "$folder/packaging/"
    tar -C artifacts/package -czf "$folder.tar.gz" --owner=0 --group=0 --numeric-owner "$(basename "$folder")"
    rm -rf artifacts/package/build artifacts/package/locks
    echo "$folder.tar.gz"
}

# check_natives FOLDER RID: the libraries of others that are not .NET are all there, and for no machine but that one.
check_natives() {
    local folder="$1" machine found file wrong=0
    case "$2" in
        # Of an ELF header, bytes 18 and 19: x86-64 or AArch64.
        linux-x64) machine=3e00 ;;
        linux-arm64) machine=b700 ;;
        *)
            echo "package: a package is for linux-x64 or linux-arm64, not $2" >&2
            return 1
            ;;
    esac
    for file in libSkiaSharp.so libduckdb.so libe_sqlite3.so ParquetSharpNative.so; do
        [[ -f "$folder/$file" ]] || { echo "package: $file is missing" >&2; wrong=1; }
    done
    while read -r file; do
        found="$(od -An -tx1 -j18 -N2 "$file" | tr -d ' ')"
        [[ $found == "$machine" ]] || { echo "package: ${file#"$folder/"} is for another machine than $2" >&2; wrong=1; }
    done < <(find -L "$folder" -name '*.so*' -o -name '*.dylib' -o -path '*/native/*.dll' -o -name '*HarfBuzz*')
    return $wrong
}
