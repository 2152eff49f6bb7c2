pip install -r requirements.txt
cd ..
pip install -r base.txt
