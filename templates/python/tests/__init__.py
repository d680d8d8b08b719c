"""Tests of the callbacks; run them with: python3 -m unittest"""
