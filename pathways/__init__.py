"""Career pathway graph explorer: published files in, a verified graph folder out, pathways from it."""
