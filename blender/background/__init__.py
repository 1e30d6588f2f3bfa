"""Long work while Blender stays usable: jobs, steps, tasks in threads, and the worker."""
