"""Validates XML documents against the IVOA schemas that come with DaCHS; prints what is wrong, nothing when all is well."""

import importlib.util
import os
import sys

from lxml import etree

FOLDER = os.path.join(importlib.util.find_spec("gavo").submodule_search_locations[0], "resources", "schemata")
FILES = {
    "http://www.ivoa.net/xml/VOSICapabilities/v1.0": "VOSICapabilities.xsd",
    "http://www.ivoa.net/xml/VOSIAvailability/v1.0": "VOSIAvailability.xsd",
    "http://www.ivoa.net/xml/VOSITables/v1.0": "VOSITables.xsd",
    "http://www.ivoa.net/xml/VODataService/v1.1": "VODataService.xsd",
    "http://www.ivoa.net/xml/VOResource/v1.0": "VOResource.xsd",
    "http://www.ivoa.net/xml/TAPRegExt/v1.0": "TAPRegExt.xsd",
    "http://www.ivoa.net/xml/ConeSearch/v1.0": "ConeSearch.xsd",
    "http://www.ivoa.net/xml/SIA/v1.1": "SIA.xsd",
    "http://www.ivoa.net/xml/VOTable/v1.3": "VOTable.xsd",
    "http://www.ivoa.net/xml/UWS/v1.0": "UWS.xsd",
}


class Local(etree.Resolver):
    """Schemas import each other by addresses on the web: what stands after the last slash lies in the folder."""

    def resolve(self, url, public_id, context):
        path = os.path.join(FOLDER, url.split("/")[-1])
        return self.resolve_filename(path, context) if os.path.exists(path) else None


def schema_of(document):
    namespaces = {uri for element in document.iter() for uri in element.nsmap.values() if uri in FILES}
    imports = "".join(f'<xs:import namespace="{uri}" schemaLocation="{FILES[uri]}"/>' for uri in sorted(namespaces))
    parser = etree.XMLParser()
    parser.resolvers.add(Local())
    text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(text, parser, base_url=FOLDER + "/all.xsd"))


faults = 0
for path in sys.argv[1:]:
    document = etree.parse(path)
    schema = schema_of(document)
    if not schema.validate(document):
        faults += 1
        print(f"{path}: {schema.error_log}")
sys.exit(1 if faults else 0)
