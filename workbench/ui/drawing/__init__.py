"""What renderers make and widgets draw: lines, tables, choices, boxes and the styles they are written in. Pure."""
