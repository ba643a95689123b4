"""After publication: what people decide about single events and whole releases that are out already."""
