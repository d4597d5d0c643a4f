"""Everything that makes data and models. It imports `giar_ml`; `giar_ml` never imports it."""
