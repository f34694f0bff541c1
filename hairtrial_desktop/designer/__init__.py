"""What whoever designs forms hands to others: letter, data dictionary, comparison, preview. Pure but for XLSX bytes."""
