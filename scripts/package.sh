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
    cp -r docs LICENSE README.md CHANGELOG.md "$folder/"
    mkdir "$folder/packaging"
    cp packaging/datalab.* packaging/alerts.yml packaging/alerts.test.yml "$folder/packaging/"
    tar -C artifacts/package -czf "$folder.tar.gz" --owner=0 --group=0 --numeric-owner "$(basename "$folder")"
    rm -rf artifacts/package/build artifacts/package/locks
    echo "$folder.tar.gz"
}
