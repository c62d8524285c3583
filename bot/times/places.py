"""Names people type that the time zone database lacks: big cities, short names of countries and of times."""

from collections.abc import Mapping
from typing import Final

PLACES: Final[Mapping[str, str]] = {
    "America/Sao_Paulo": "Rio de Janeiro, Brasília, Belo Horizonte, Curitiba, Porto Alegre, Florianópolis, "
    "Goiânia, Vitória, Campinas, BRT, horário de Brasília",
    "America/Bahia": "Salvador",
    "America/Fortaleza": "Natal, João Pessoa, Teresina, São Luís",
    "America/Maceio": "Aracaju",
    "America/Belem": "Macapá",
    "America/Araguaina": "Palmas",
    "Atlantic/Azores": "Ponta Delgada",
    "Atlantic/Madeira": "Funchal",
    "Europe/Lisbon": "Porto, Coimbra, Braga, Faro, WET",
    "Europe/London": "Manchester, Edinburgh, Edimburgo, Glasgow, Birmingham, Cardiff, Belfast, GMT, BST",
    "Europe/Madrid": "Barcelona, Valencia, Seville, Sevilha",
    "Europe/Paris": "Lyon, Marseille, Marselha, Toulouse, Nice",
    "Europe/Berlin": "Munich, Munique, Hamburg, Hamburgo, Frankfurt, Cologne, Colônia, CET",
    "Europe/Zurich": "Geneva, Genebra, Basel, Bern",
    "Europe/Rome": "Milan, Milão, Naples, Nápoles, Turin, Turim",
    "Europe/Amsterdam": "Rotterdam, The Hague, Haia",
    "Europe/Warsaw": "Krakow, Cracóvia",
    "Europe/Moscow": "Saint Petersburg, São Petersburgo, MSK",
    "America/New_York": "Boston, Washington, Philadelphia, Atlanta, Miami, Orlando, Eastern Time, EST, EDT, ET",
    "America/Chicago": "Houston, Dallas, Austin, Minneapolis, New Orleans, Central Time, CST, CDT, CT",
    "America/Denver": "Salt Lake City, Albuquerque, Mountain Time, MST, MDT, MT",
    "America/Los_Angeles": "San Francisco, São Francisco, Seattle, San Diego, Las Vegas, Portland, "
    "Pacific Time, PST, PDT, PT",
    "America/Toronto": "Montreal, Ottawa, Quebec",
    "America/Edmonton": "Calgary",
    "America/Mexico_City": "Guadalajara, Monterrey, CDMX",
    "America/Bogota": "Medellín, Cali",
    "America/Argentina/Buenos_Aires": "Rosario, La Plata, ART",
    "Africa/Johannesburg": "Cape Town, Cidade do Cabo, Durban, Pretoria, SAST",
    "Africa/Lagos": "Abuja",
    "Asia/Dubai": "Abu Dhabi",
    "Asia/Jerusalem": "Tel Aviv",
    "Asia/Kolkata": "Mumbai, Bombaim, Delhi, New Delhi, Nova Delhi, Bangalore, Bengaluru, Chennai, "
    "Hyderabad, Pune, IST",
    "Asia/Karachi": "Lahore, Islamabad",
    "Asia/Shanghai": "Beijing, Pequim, Shenzhen, Guangzhou",
    "Asia/Tokyo": "Osaka, Kyoto, Quioto, JST",
    "Asia/Ho_Chi_Minh": "Hanoi, Hanói",
    "Australia/Sydney": "Canberra, AEST, AEDT",
    "Pacific/Auckland": "Wellington",
    "UTC": "Coordinated Universal Time, Tempo Universal Coordenado",
}
COUNTRIES: Final[Mapping[str, str]] = {
    "AE": "UAE, Emirados Árabes",
    "CD": "Congo",
    "CZ": "Czech Republic, República Tcheca",
    "GB": "UK, Great Britain, Britain, Grã-Bretanha, England, Inglaterra, Scotland, Escócia, Wales, País de Gales",
    "NL": "Holland, Holanda",
    "TR": "Turkey",
    "US": "USA, US, EUA, America",
}
