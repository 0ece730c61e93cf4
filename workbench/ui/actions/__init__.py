"""The commands of the main screen: one file per matter, `registry` lists them all, `workplace` is what they act on."""
