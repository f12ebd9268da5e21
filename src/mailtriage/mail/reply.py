"""x"""
def newest(text: str) -> str:
    return text
