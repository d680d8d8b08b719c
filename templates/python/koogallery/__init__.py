"""The callbacks of KooGallery, without a web framework."""
