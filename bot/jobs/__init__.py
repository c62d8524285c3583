"""Work that falls due: model, store, runner."""
