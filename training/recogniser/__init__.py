"""The recogniser's graphs, written anew around its published weights."""
