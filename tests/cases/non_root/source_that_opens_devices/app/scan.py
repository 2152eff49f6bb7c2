from scapy.all import sr1
