pip install torch
