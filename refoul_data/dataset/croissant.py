"""Tables become Croissant (schema.org Dataset as JSON-LD): what search engines for data read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..records.schema import Column
from ..vocabulary import about
from ..vocabulary.codes import read_codelist
from .datapackage import file_facts, foreign_keys
from .tables import Table

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
TYPES = {
    "string": "sc:Text",
    "int64": "sc:Integer",
    "float64": "sc:Float",
    "bool": "sc:Boolean",
    "date32": "sc:Date",
}
MEDIA = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
}


def _file(path: Path) -> dict[str, Any]:
    size, digest = file_facts(path)
    return {
        "@type": "cr:FileObject",
        "@id": path.name,
        "name": path.name,
        "contentUrl": path.name,
        "contentSize": f"{size} B",
        "encodingFormat": MEDIA[path.suffix[1:]],
        "sha256": digest,
    }


def _field(table: Table, column: Column, references: dict[str, str]) -> dict[str, Any]:
    unit = f" Unit: {column.unit}." if column.unit else ""  # for which Croissant has no key
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": f"{column.label}. {column.description}{unit}",
        "dataType": TYPES[column.type],
        "source": {
            "fileObject": {"@id": f"{table.name}.csv"},
            "extract": {"column": column.name},
        },
    }
    if column.name in references:
        field["references"] = {"field": {"@id": references[column.name]}}
    return field


def _records(table: Table, tables: dict[str, Table]) -> dict[str, Any]:
    references = {
        c.name: f"codes-{c.codelist}/code" for c in table.columns if c.codelist and not c.separator
    }
    # A table that refers to itself is a circle, in which readers of Croissant never find an end.
    references |= {
        n: f"{target}/{field}"
        for n, target, field in foreign_keys(table, tables)
        if target != table.name
    }
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.title,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
        "field": [_field(table, c, references) for c in table.columns],
    }


def _codes(name: str) -> dict[str, Any]:
    """Return a codelist as an enumeration."""
    own = f"codes-{name}"
    columns = ("code", "label", "definition")
    return {
        "@type": "cr:RecordSet",
        "@id": own,
        "name": own,
        "description": f"Codelist {name}.",
        "dataType": "sc:Enumeration",
        "key": {"@id": f"{own}/code"},
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{own}/{column}",
                "name": column,
                "description": f"{column.capitalize()} in the codelist {name}.",
                "dataType": "sc:Text",
            }
            for column in columns
        ],
        "data": [
            {f"{own}/{column}": getattr(code, column) for column in columns}
            for code in read_codelist(name).values()
        ],
    }


def make_croissant(tables: dict[str, Table], folder: Path, version: str) -> dict[str, Any]:
    """Return the description of a folder of published tables.

    Parameters
    ----------
    tables : dict of str to Table
        The published tables.
    folder : Path
        Where the data files are, of which sizes and checksums are given.
    version : str
        Version of the data set.
    """
    # Not the Parquet files: their bytes differ from one version of pyarrow to the next.
    files = [p for p in sorted(folder.iterdir()) if p.suffix[1:] in MEDIA]
    used = dict.fromkeys(
        c.codelist for t in tables.values() for c in t.columns if c.codelist and not c.separator
    )
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": "refoul_data",
        "alternateName": about.TITLE,
        "description": about.ABSTRACT,
        "conformsTo": CONFORMS_TO,
        "version": version,
        "datePublished": about.RELEASED,
        "license": about.LICENCE_URL,
        "creator": {"@type": "sc:Organization", "name": about.AUTHOR},
        "keywords": list(about.KEYWORDS),
        "citeAs": f"{about.AUTHOR} ({about.RELEASED[:4]}): {about.TITLE}. Version {version}.",
        "distribution": [_file(p) for p in files],
        "recordSet": [_codes(n) for n in used] + [_records(t, tables) for t in tables.values()],
    }
