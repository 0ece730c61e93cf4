"""The building blocks of panes and sheets: lists, readers, ribbons, boxes, lines of text. They know no session."""
