using System.Xml.Linq;

namespace DataLab.Conformance.Documents;

/// <summary>A RESOURCE of a VOTable that describes a service (DataLink 1.1 §4).</summary>
internal sealed record ServiceDescriptor(XElement Element)
{
    public string? Id => Element.Text("ID");

    /// <summary>Whether it describes the service that answered: in the form of DataLink 1.1 §4.4, or that of 1.0 and SIA 2.0.</summary>
    public bool IsSelf =>
        Element.Text("utype") == "adhoc:this"
        || (Element.Text("utype") == "adhoc:service" && Element.Text("name") == "this");

    public string? StandardId => Param("standardID");

    public string? AccessUrl => Param("accessURL");

    /// <summary>The GROUP inputParams, or null.</summary>
    public XElement? InputGroup =>
        Element.Children("GROUP").FirstOrDefault(group => group.Text("name") == "inputParams");

    public IReadOnlyList<InputParam> Inputs =>
        (InputGroup?.Children("PARAM") ?? []).Select(p => new InputParam(p)).ToArray();

    public InputParam? Input(string name) => Inputs.FirstOrDefault(input => input.Name == name);

    /// <summary>Every descriptor of a document.</summary>
    public static IReadOnlyList<ServiceDescriptor> All(VoTableDocument document) =>
        document
            .Root.All("RESOURCE")
            .Where(resource => resource.Text("utype") is "adhoc:service" or "adhoc:this")
            .Select(resource => new ServiceDescriptor(resource))
            .ToArray();

    public override string ToString() => $"descriptor {Id ?? Element.Text("name") ?? StandardId ?? "without ID"}";

    private string? Param(string name) =>
        Element.Children("PARAM").FirstOrDefault(param => param.Text("name") == name)?.Text("value");
}

/// <summary>A parameter that a service descriptor describes.</summary>
internal sealed record InputParam(XElement Element)
{
    public string Name => Element.Text("name") ?? "";

    public string Ucd => Element.Text("ucd") ?? "";

    public string Unit => Element.Text("unit") ?? "";

    public string Datatype => Element.Text("datatype") ?? "";

    public string ArraySize => Element.Text("arraysize") ?? "";

    public string XType => Element.Text("xtype") ?? "";

    /// <summary>ID of the FIELD that holds the values, or null.</summary>
    public string? Ref => Element.Text("ref");

    public string? Min => Element.Child("VALUES")?.Child("MIN")?.Text("value");

    public string? Max => Element.Child("VALUES")?.Child("MAX")?.Text("value");

    public IReadOnlyList<string> Options =>
        (Element.Child("VALUES")?.Children("OPTION") ?? []).Select(option => option.Text("value") ?? "").ToArray();
}
