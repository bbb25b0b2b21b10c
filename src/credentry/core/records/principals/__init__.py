"""The people, units and rights of the organisation as record kinds.

The identity room is below the registry, so the kinds over its tables are declared here.
"""
