"""CDISC ODM-XML 1.3.2: what other systems read. Element order follows the XSD; ``conformance`` does the rest."""
