"""The summary object that preview, release and check end with, and the same in words."""

from __future__ import annotations
