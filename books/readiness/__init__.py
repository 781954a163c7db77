"""What a book still lacks, for each channel; a draft's as well as a public book's."""
