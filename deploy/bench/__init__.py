"""Measurements on a throw-away stack; figures for people, never asserted by a test."""
